{{$time := integer 1 10 -}}
{
  "ip": "{{random_v_from_list "ips"}}",
  "userid": {{atoi (replaceall (random_v_from_list "userId") "user_" "")}},
  "remote_user": "-",
  "time": "{{$time}}",
  "_time": {{$time}},
  "request": "GET {{randoms "/|/index.html|/login|/account|/search|/static/site.css|/static/logo.png"}} HTTP/1.1",
  "status": "{{randoms "200|200|200|302|404|405|406|407"}}",
  "bytes": "{{randoms "312|988|1460|2920|5840|8192|23360"}}",
  "referrer": "-",
  "_logtime": {{counter "logtime" 1 10}},
  "agent": "{{useragent}}"
}