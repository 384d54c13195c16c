{
  "product_id": "{{fromcsv "id"}}",
  "name": "{{fromcsv "name"}}",
  "brand": "{{fromcsv "brand"}}",
  "page_url": "https://www.example.com/product/{{random_string 4 5}}"
}