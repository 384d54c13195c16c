{
  "hostname": "{{random_v_from_list "ipAddress_list"}}",
  "action": "{{randoms "allow|deny"}}",
  "l4": "tcp",
  "access_group": "{{randoms "staff|guests|servers|partners|admin"}}",
  "source": {
    "ip": "{{random_v_from_list "ipAddress_list"}}",
    "port": {{integer 49152 65536}}
  },
  "destination": {
    "ip": "{{random_v_from_list "ipAddress_list"}}",
    "port": {{integer 1024 49152}}
  }
}