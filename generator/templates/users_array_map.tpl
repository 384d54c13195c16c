{{$user := print "user_" (counter "user_id" 1 1)}}{{add_v_to_list "userId" $user -}}
{{$city := city -}}
{
  "registertime": {{integer64 1672531200000 1704067200000}},
  "userid": "{{$user}}",
  "regionid": "Region_{{integer 1 9}}",
  "gender": "{{randoms "FEMALE|MALE|OTHER"}}",
  "interests": [{{randoms "\"Music\", \"Travel\"|\"Sport\", \"Movies\"|\"News\"|\"Games\", \"Music\", \"Food\""}}],
  "contactinfo": {
    "phone": "{{phone}}",
    "city": "{{$city}}",
    "state": "{{state_short}}",
    "zipcode": "{{zip}}"
  }
}