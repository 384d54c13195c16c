{{$customer := counter "customer_id" 1000 1}}{{add_v_to_list "customer_id" (itoa $customer) -}}
{{$ip := ip "0.0.0.0/1"}}{{add_v_to_list "insurrance_c_ip" $ip -}}
{
  "customer_id": {{$customer}},
  "first_name": "{{name}}",
  "last_name": "{{surname}}",
  "email": "{{email}}",
  "gender": "{{gender}}",
  "income": {{integer 20000 250000}},
  "fico": {{integer 300 851}},
  "years_active": {{integer 1 60}}
}