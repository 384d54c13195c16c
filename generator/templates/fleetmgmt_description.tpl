{
  "vehicle_id": {{atoi (random_v_from_list "vehicle_id")}},
  "driver_name": "{{name}} {{surname}}",
  "license_plate": "{{regex "[A-HJ-NPR-Z]{2}[1-9][0-9]{5}[A-HJ-NPR-Z]"}}"
}