{
  "activity_id": {{counter "activity_id" 1 1}},
  "customer_id": {{atoi (random_v_from_list "customer_id")}},
  "activity_type": "{{randoms "web_open|mobile_open|new_account"}}",
  "propensity_to_churn": {{format_float "%.2f" (floating 0 1)}},
  "ip_address": "{{random_v_from_list "insurrance_c_ip"}}"
}