{{$id := uuid}}{{add_v_to_list "customers_id_list" $id -}}
{{$city := city}}{{$zip := zip}}{{$country := country -}}
{
  "id": "{{$id}}",
  "first_name": "{{name}}",
  "last_name": "{{surname}}",
  "email": "{{email}}",
  "phone_number": "{{phone}}",
  "street_address": "{{$city}}, {{street}} {{integer 1 200}}, {{$zip}}",
  "state": "{{state}}",
  "zip_code": "{{$zip}}",
  "country": "{{from_at "country_name" (index_of $country "country")}}",
  "country_code": "{{$country}}"
}