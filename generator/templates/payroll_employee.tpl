{{$employee := counter "employee_id" 1000 1}}{{add_v_to_list "employee_id" (itoa $employee) -}}
{
  "employee_id": {{$employee}},
  "first_name": "{{name}}",
  "last_name": "{{surname}}",
  "age": {{integer 18 66}},
  "ssn": "{{ssn}}",
  "hourly_rate": {{integer 8 25}},
  "gender": "{{gender}}",
  "email": "{{email}}"
}