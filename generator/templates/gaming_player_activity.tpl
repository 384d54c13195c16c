{
  "player_id": {{atoi (random_v_from_list "player_id")}},
  "game_room_id": {{atoi (random_v_from_list "gaming_room_ids")}},
  "points": {{integer 10 500}},
  "coordinates": "[{{integer 0 10}}{{integer 0 10}},{{integer 0 10}}{{integer 0 10}}]"
}