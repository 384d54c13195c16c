{
  "employee_id": {{atoi (random_v_from_list "employee_id")}},
  "bonus": {{integer 10 50}},
  "ts": {{integer 1609459200000 1640995200000}}
}