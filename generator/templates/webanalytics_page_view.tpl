{
  "viewtime": {{counter "viewtime" 1 10}},
  "userid": "{{replaceall (random_v_from_list "userId") "user_" ""}}",
  "pageid": "Page_{{integer 1 9}}{{integer 0 10}}"
}