{
  "id": {{atoi (random_v_from_list "gaming_room_ids")}},
  "room_name": "{{randoms "Ranked|Casual|Tournament|Training"}} -- {{randoms "Bronze|Silver|Gold"}}",
  "created_date": {{counter "created_date" 1609459200000 100000}}
}