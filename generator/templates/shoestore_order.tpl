{
  "order_id": {{counter "order_id" 1000 1}},
  "product_id": "{{random_v_from_list "shoes_id_list"}}",
  "customer_id": "{{random_v_from_list "customers_id_list"}}",
  "ts": {{counter "ts" 1609459200000 100000}}
}