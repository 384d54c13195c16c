{{$code := split (randoms "200;Successful|302;Redirect|404;Page not found|405;Method not allowed|406;Not acceptable|407;Proxy authentication required") ";" -}}
{
  "code": {{index $code 0}},
  "definition": "{{index $code 1}}"
}