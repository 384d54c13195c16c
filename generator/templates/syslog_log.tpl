{{$facility := randoms "syslog|authpriv|cron"}}{{$severity := integer 0 8 -}}
{{$code := 5}}{{if eq $facility "cron"}}{{$code = 9}}{{else if eq $facility "authpriv"}}{{$code = 10}}{{end -}}
{{$message := randoms "session opened for user deploy|session closed for user deploy|starting daily backup|backup finished without errors|connection reset by peer|configuration reloaded|disk usage above 80 percent|certificate expires in 14 days|job took longer than its interval|rate limit reached" -}}
{{$process := random_string_vocabulary 1 1 "123456789"}}{{$pid := print $process (random_string_vocabulary 2 4 "0123456789") -}}
{
  "name": "{{random_string 4 18}}",
  "type": "{{randoms "RFC5424|RFC3164|CEF|UNKNOWN"}}",
  "message": "{{$message}}",
  "host": "{{ip "192.0.2.0/24"}}",
  "version": "4.8.2",
  "tag": ".source.s_net",
  "level": {{add (mul $code 8) $severity}},
  "facility": "{{$facility}}",
  "severity": {{$severity}},
  "appName": "{{random_string_vocabulary 5 8 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}}",
  "remoteAddress": "{{ip "203.0.113.0/24"}}",
  "rawMessage": "[{{$pid}}]: {{$message}}",
  "processId": "{{$pid}}",
  "messageId": "{{random_string_vocabulary 1 1 "123456789"}}{{random_string_vocabulary 2 3 "0123456789"}}",
  "deviceVendor": "{{random_string_vocabulary 5 6 "abcdefghijklmnopqrstuvwxyz"}}",
  "deviceProduct": "{{random_string_vocabulary 5 6 "abcdefghijklmnopqrstuvwxyz"}}",
  "deviceVersion": "{{randoms "1.4|2.0|2.7|3.1|4.0"}}",
  "ts": {{counter "ts" 1 100}}
}