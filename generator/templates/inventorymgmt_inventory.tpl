{
  "id": {{counter "id" 0 1}},
  "quantity": {{counter "quantity" 0 1}},
  "productid": {{atoi (random_v_from_list "productId_list")}}
}