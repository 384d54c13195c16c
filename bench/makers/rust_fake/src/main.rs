// What a compiled program makes with the crate fake, to compare with: rust_fake SHAPE COUNT writes
// that many records of our template SHAPE on stdout, without interpreting any template.

use std::io::{BufWriter, Write};

use fake::faker::address::en::{
    CityName, CountryCode, Latitude, Longitude, StreetName, ZipCode,
};
use fake::faker::company::en::CompanyName;
use fake::faker::internet::en::{FreeEmail, IPv4};
use fake::faker::lorem::en::Word;
use fake::faker::name::en::{FirstName, LastName};
use fake::faker::phone_number::en::{CellNumber, PhoneNumber};
use fake::uuid::UUIDv4;
use fake::Fake;
use rand::rngs::SmallRng;
use rand::SeedableRng;
use uuid::Uuid;

const VLANS: [&str; 4] = ["ALPHA", "BETA", "GAMMA", "DELTA"];
const PORTS: [&str; 5] = ["80", "81", "443", "22", "631"];
const PROTOCOLS: [&str; 6] = ["TCP", "UDP", "ICMP", "FTP", "HTTP", "SFTP"];
const CATEGORIES: [&str; 4] = ["Network", "Application", "Transport", "Session"];
const COLOURS: [&str; 3] = ["blue", "brown", "green"];

// Draws from one generator, and appends to one buffer that is used over and over.
struct Maker {
    rng: SmallRng,
    digits: itoa::Buffer,
    to: String,
    now: i64,
    counter: i64,
    shoes: Vec<String>,
    customers: Vec<String>,
}

impl Maker {
    fn text(&mut self, text: &str) {
        self.to.push_str(text);
    }
    fn number(&mut self, number: i64) {
        self.to.push_str(self.digits.format(number));
    }
    fn between(&mut self, low: i64, high: i64) -> i64 {
        (low..high).fake_with_rng(&mut self.rng)
    }
    fn drawn(&mut self, low: i64, high: i64) {
        let number = self.between(low, high);
        self.number(number);
    }
    fn one_of(&mut self, words: &[&str]) {
        let index: usize = (0..words.len()).fake_with_rng(&mut self.rng);
        self.text(words[index]);
    }
    fn address(&mut self) {
        let address: String = IPv4().fake_with_rng(&mut self.rng);
        self.text(&address);
    }
    fn four_decimals(&mut self, value: f64) {
        use std::fmt::Write;
        let _ = write!(self.to, "{value:.4}");
    }

    fn net_device(&mut self) {
        let last = self.now - self.between(0, 864_000);
        self.text("{\n\"VLAN\": \"");
        self.one_of(&VLANS);
        self.text("\",\n\"IPV4_SRC_ADDR\": \"");
        self.address();
        self.text("\",\n\"IPV4_DST_ADDR\": \"");
        self.address();
        self.text("\",\n\"IN_BYTES\": ");
        self.drawn(1000, 2000);
        self.text(",\n\"FIRST_SWITCHED\": ");
        let before = self.between(0, 3600);
        self.number(last - before);
        self.text(",\n\"LAST_SWITCHED\": ");
        self.number(last);
        self.text(",\n\"L4_SRC_PORT\": ");
        self.one_of(&PORTS);
        self.text(",\n\"L4_DST_PORT\": ");
        self.one_of(&PORTS);
        self.text(",\n\"TCP_FLAGS\": 0,\n\"PROTOCOL\": ");
        self.drawn(0, 5);
        self.text(",\n\"SRC_TOS\": ");
        self.drawn(128, 255);
        self.text(",\n\"SRC_AS\": ");
        self.drawn(0, 5);
        self.text(",\n\"DST_AS\": ");
        self.drawn(0, 2);
        self.text(",\n\"L7_PROTO\": ");
        self.one_of(&PORTS);
        self.text(",\n\"L7_PROTO_NAME\": \"");
        self.one_of(&PROTOCOLS);
        self.text("\",\n\"L7_PROTO_CATEGORY\": \"");
        self.one_of(&CATEGORIES);
        self.text("\"\n}\n");
    }

    fn user(&mut self) {
        let guid: Uuid = UUIDv4.fake_with_rng(&mut self.rng);
        self.text("{\n  \"guid\": \"");
        let mut buffer = Uuid::encode_buffer();
        let guid = guid.hyphenated().encode_lower(&mut buffer);
        self.to.push_str(guid);
        self.text("\",\n  \"isActive\": ");
        self.one_of(&["true", "false"]);
        self.text(",\n  \"balance\": \"€");
        self.drawn(100, 10_000);
        self.text(".");
        let cents = self.between(0, 100);
        if cents < 10 {
            self.text("0");
        }
        self.number(cents);
        self.text("\",\n  \"picture\": \"https://placehold.co/32x32\",\n  \"age\": ");
        self.drawn(20, 60);
        self.text(",\n  \"eyeColor\": \"");
        self.one_of(&COLOURS);
        self.text("\",\n  \"name\": \"");
        let name: &str = FirstName().fake_with_rng(&mut self.rng);
        self.text(name);
        self.text(" ");
        let name: &str = LastName().fake_with_rng(&mut self.rng);
        self.text(name);
        self.text("\",\n  \"gender\": \"");
        self.one_of(&["M", "F"]);
        self.text("\",\n  \"company\": \"");
        let company: String = CompanyName().fake_with_rng(&mut self.rng);
        self.text(&company);
        self.text("\",\n  \"work_email\": \"");
        let email: String = FreeEmail().fake_with_rng(&mut self.rng);
        self.text(&email);
        self.text("\",\n  \"email\": \"");
        let email: String = FreeEmail().fake_with_rng(&mut self.rng);
        self.text(&email);
        self.text("\",\n  \"about\": \"");
        for word in 0..20 {
            if word > 0 {
                self.text(" ");
            }
            let latin: &str = Word().fake_with_rng(&mut self.rng);
            self.text(latin);
        }
        self.text("\",\n  \"country\": \"");
        let country: &str = CountryCode().fake_with_rng(&mut self.rng);
        self.text(country);
        self.text("\",\n  \"address\": \"");
        let city: String = CityName().fake_with_rng(&mut self.rng);
        self.text(&city);
        self.text(", ");
        let street: String = StreetName().fake_with_rng(&mut self.rng);
        self.text(&street);
        self.text(" ");
        self.drawn(1, 100);
        self.text(", ");
        let zip: String = ZipCode().fake_with_rng(&mut self.rng);
        self.text(&zip);
        self.text("\",\n  \"phone_number\": \"");
        let phone: String = PhoneNumber().fake_with_rng(&mut self.rng);
        self.text(&phone);
        self.text("\",\n  \"mobile\": \"");
        let phone: String = CellNumber().fake_with_rng(&mut self.rng);
        self.text(&phone);
        self.text("\",\n  \"latitude\": ");
        let degrees: f64 = Latitude().fake_with_rng(&mut self.rng);
        self.four_decimals(degrees);
        self.text(",\n  \"longitude\": ");
        let degrees: f64 = Longitude().fake_with_rng(&mut self.rng);
        self.four_decimals(degrees);
        self.text("\n}\n");
    }

    fn shoestore_order(&mut self) {
        self.text("{\n  \"order_id\": ");
        self.number(1000 + self.counter);
        self.text(",\n  \"product_id\": \"");
        let index: usize = (0..self.shoes.len()).fake_with_rng(&mut self.rng);
        self.to.push_str(&self.shoes[index]);
        self.text("\",\n  \"customer_id\": \"");
        let index: usize = (0..self.customers.len()).fake_with_rng(&mut self.rng);
        self.to.push_str(&self.customers[index]);
        self.text("\",\n  \"ts\": ");
        self.number(1_609_459_200_000 + 100_000 * self.counter);
        self.counter += 1;
        self.text("\n}\n");
    }

    fn trivial(&mut self) {
        self.counter += 1;
        self.text("{\"id\": ");
        self.number(self.counter);
        self.text("}\n");
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let shape: Option<fn(&mut Maker)> = match arguments.get(1).map(String::as_str) {
        Some("net_device") => Some(Maker::net_device),
        Some("user") => Some(Maker::user),
        Some("shoestore_order") => Some(Maker::shoestore_order),
        Some("trivial") => Some(Maker::trivial),
        _ => None,
    };
    let count = arguments.get(2).and_then(|count| count.parse::<u64>().ok());
    let (Some(shape), Some(count)) = (shape, count) else {
        eprintln!("usage: rust_fake net_device|user|shoestore_order|trivial COUNT");
        std::process::exit(2);
    };
    let mut rng = SmallRng::seed_from_u64(1);
    let mut ids = |count: usize| -> Vec<String> {
        let uuid = |rng: &mut SmallRng| UUIDv4.fake_with_rng::<Uuid, _>(rng).to_string();
        (0..count).map(|_| uuid(&mut rng)).collect()
    };
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let (shoes, customers) = (ids(100), ids(50));
    let mut maker = Maker {
        rng,
        digits: itoa::Buffer::new(),
        to: String::new(),
        now: now.map_or(0, |since| since.as_secs() as i64),
        counter: 0,
        shoes,
        customers,
    };
    let mut out = BufWriter::with_capacity(128 * 1024, std::io::stdout().lock());
    for _ in 0..count {
        maker.to.clear();
        shape(&mut maker);
        if out.write_all(maker.to.as_bytes()).is_err() {
            std::process::exit(1);
        }
    }
}
