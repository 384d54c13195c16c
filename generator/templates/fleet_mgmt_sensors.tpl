{{$vehicle := integer 1000 10000}}{{add_v_to_list "vehicle_id" (itoa $vehicle) -}}
{
  "vehicle_id": {{$vehicle}},
  "engine_temperature": {{integer 150 250}},
  "average_rpm": {{integer 1800 5000}}
}