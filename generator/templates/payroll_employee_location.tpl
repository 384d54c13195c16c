{
  "employee_id": {{atoi (random_v_from_list "employee_id")}},
  "lab": "lab-{{integer 0 10}}",
  "department_id": {{integer 1 11}},
  "arrival_date": {{integer 18000 19000}}
}