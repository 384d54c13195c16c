{{$store := counter "store_id" 1 1}}{{add_v_to_list "store_id" (itoa $store) -}}
{
  "store_id": {{$store}},
  "city": "{{city}}",
  "state": "{{state_short}}"
}