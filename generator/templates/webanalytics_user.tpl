{{$ip := ip "111.0.0.0/8"}}{{add_v_to_list "ips" $ip -}}
{{$user := itoa (counter "user_id" 1 1)}}{{add_v_to_list "userId" $user -}}
{{$first := name}}{{$last := surname -}}
{
  "user_id": {{$user}},
  "username": "{{username $first $last}}",
  "registered_at": {{integer 1577836800000 1672531200000}},
  "first_name": "{{$first}}",
  "last_name": "{{$last}}",
  "city": "{{randoms "Oakland|Chicago|Toronto|Dublin|Milan|Rotterdam|Singapore"}}",
  "level": "{{randoms "Silver|Silver|Gold|Platinum"}}"
}