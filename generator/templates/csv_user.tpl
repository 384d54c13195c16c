{
  "age": {{integer 18 80}},
  "eyeColor": "{{randoms "blue|brown|brown|green|grey"}}",
  "name": "{{fromcsv "NAME"}}",
  "surname": "{{fromcsv "SURNAME"}}",
  "company": "{{company}}",
  "email": "{{lower (fromcsv "NAME")}}.{{lower (fromcsv "SURNAME")}}@example.com"
}