{{$store := random_v_from_list "storeId"}}{{$order := counter (print $store "_store_order_id") 1000 1 -}}
{{add_v_to_list "order_store_id" $store}}{{add_v_to_list "order_store_order_id" (itoa $order) -}}
{
  "store_id": {{atoi $store}},
  "store_order_id": {{$order}},
  "coupon_code": {{integer 1000 2000}},
  "date": {{integer 18000 19000}},
  "status": "accepted",
  "orderlines": [
{{- range $line, $none := array (integer 1 6)}}{{if $line}},{{end}}
{{- $item := split (randoms "1;pizza;750|2;pizza;895|3;pizza;980|4;pizza;1050|5;pizza;1120|6;pizza;1290|11;calzone;940|12;calzone;1080|13;calzone;1175|21;wings;620|22;wings;845|31;salad;490|32;salad;675|33;salad;780|41;dessert;350|42;dessert;425|43;dessert;560") ";"}}
{{- $quantity := integer 1 6}}{{$price := atoi (index $item 2)}}{{$net := mul $quantity $price}}
    {
      "product_id": {{index $item 0}},
      "category": "{{index $item 1}}",
      "quantity": {{$quantity}},
      "unit_price": {{div $price 100}}.{{printf "%02d" (mod $price 100)}},
      "net_price": {{div $net 100}}.{{printf "%02d" (mod $net 100)}}
    }
{{- end}}
  ]
}