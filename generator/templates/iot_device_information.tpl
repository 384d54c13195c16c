{
  "device_ip": "{{ip "198.51.100.0/24"}}",
  "mac_address": "{{upper (replaceall (mac) ":" "-")}}",
  "owner": "{{name}} {{surname}}"
}