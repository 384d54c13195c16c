{{$user := print "user_" (counter "user_id" 1 1)}}{{set_v "KEY" $user -}}
{
  "registertime": {{integer64 1672531200000 1704067200000}},
  "userid": "{{$user}}",
  "regionid": "Region_{{integer 1 9}}",
  "gender": "{{randoms "FEMALE|MALE|OTHER"}}"
}