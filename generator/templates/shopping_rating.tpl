{
  "rating_id": {{counter "rating" 1 1}},
  "user_id": {{atoi (replaceall (random_v_from_list "userId") "user_" "")}},
  "stars": {{integer 1 6}},
  "route_id": {{integer 1 10000}},
  "rating_time": {{counter "rating_time" 1 12}},
  "channel": "{{randoms "web|ios|ios-beta|android|kiosk"}}",
  "message": "{{randoms "Boarding took for ever, the crew made up for it|On time and the seat was fine|Lost my bag, found my patience|Never again with a connection this short|The coffee alone is worth the upgrade|Cold cabin, warm welcome|Fair price, no surprises|The app showed the wrong gate|Best landing in years|Three hours late and nobody told us why|Nothing to complain about|Could use more leg room"}}"
}