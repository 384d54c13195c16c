{{$offer := split (randoms "1;new_home_policy;home|2;new_auto_policy;auto|3;loyalty_discount;loyalty|4;safe_driver_bonus;safe-driver|5;no_offer;none") ";" -}}
{
  "offer_id": {{index $offer 0}},
  "offer_name": "{{index $offer 1}}",
  "offer_url": "https://insurance.example.com/offers/{{index $offer 2}}"
}