{{$closed := counter "closed_orders" 0 1 -}}
{
  "store_id": {{atoi (get_v_from_list_at_index "order_store_id" $closed)}},
  "store_order_id": {{atoi (get_v_from_list_at_index "order_store_order_id" $closed)}},
  "date": {{integer 18000 19000}},
  "status": "completed",
  "rack_time_secs": {{integer 130 230}},
  "order_delivery_time_secs": {{integer 1100 2000}}
}