{
  "side": "{{randoms "BUY|SELL"}}",
  "quantity": {{integer 1 5000}},
  "symbol": "{{randoms "ZVZZT|ZWZZT|ZXZZT|ZVV|ZBZX|ZJZZT|ZTEST"}}",
  "price": {{integer 5 1000}},
  "account": "{{randoms "CASH01|MARGIN02|PENSION03"}}",
  "userid": "{{random_v_from_list "userId"}}"
}