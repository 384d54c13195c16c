{
  "id": {{counter "id" 0 1}},
  "item_type": "{{randoms "jacket|socks|backpack|kettle|lamp|cushion|notebook|bicycle|headphones|umbrella|sunglasses|blanket|mug|toaster|puzzle|rug"}}",
  "quantity": {{integer 1 10}},
  "price_per_unit": "{{integer 10 50}}.00"
}