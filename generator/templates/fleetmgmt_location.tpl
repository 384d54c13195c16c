{
  "vehicle_id": {{atoi (random_v_from_list "vehicle_id")}},
  "location": {
    "latitude": {{format_float "%.6f" (floating 37.20 37.45)}},
    "longitude": {{format_float "%.6f" (floating -121.98 -121.72)}}
  },
  "ts": {{counter "ts" 1609459200000 100000}}
}