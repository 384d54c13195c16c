{
  "time": {{integer 1672531200000 1704067200000}},
  "candidate_id": "{{random_string_vocabulary 1 1 "HPS"}}{{random_string_vocabulary 7 7 "123456789"}}",
  "party_affiliation": "{{randoms "DEM|REP|IND"}}",
  "contribution": {{integer 20 3500}}
}