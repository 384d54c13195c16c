{
  "ordertime": {{integer 1672531200000 1704067200000}},
  "orderid": {{counter "orderid" 0 1}},
  "itemid": "Item_{{integer 1 1000}}",
  "orderunits": {{format_float "%.2f" (floating 0.1 10)}},
  "address": {
    "city": "City_{{integer 1 100}}",
    "state": "State_{{integer 1 100}}",
    "zipcode": {{integer 10000 100000}}
  }
}