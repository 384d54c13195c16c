{{$id := itoa (counter "cardId" 1 1)}}{{add_v_to_list "cardId" $id -}}
{{$issuer := randoms "visa|mastercard|amex|discover" -}}
{{$number := card $issuer}}{{add_v_to_list "cardNumber" $number -}}
{{$cvv := cardCVV 3}}{{if eq $issuer "amex"}}{{$cvv = cardCVV 4}}{{end}}{{add_v_to_list "cardCVV" $cvv -}}
{{$expiration := regex "(0[1-9]|1[0-2])/(2[7-9]|3[0-2])"}}{{add_v_to_list "cardExpire" $expiration -}}
{
  "card_id": {{$id}},
  "card_number": "{{$number}}",
  "cvv": "{{$cvv}}",
  "expiration_date": "{{$expiration}}"
}