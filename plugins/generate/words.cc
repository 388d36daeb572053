// SPDX-License-Identifier: Apache-2.0
#include "plugins/generate/words.h"

namespace etl::generate {
namespace {

constexpr std::string_view kWords[] = {
    "amber",   "anchor",  "apple",   "arrow",   "autumn",   "badge",   "baker",    "basket",
    "beacon",  "berry",   "blanket", "bottle",  "branch",   "bread",   "breeze",   "brick",
    "bridge",  "bronze",  "brush",   "bucket",  "butter",   "button",  "cabin",    "cactus",
    "candle",  "canyon",  "carbon",  "carpet",  "castle",   "cedar",   "cellar",   "chalk",
    "cherry",  "circle",  "citrus",  "cliff",   "clock",    "cloud",   "clover",   "coast",
    "cobalt",  "coffee",  "comet",   "copper",  "coral",    "corner",  "cotton",   "cradle",
    "crayon",  "cricket", "crown",   "crystal", "curtain",  "daisy",   "dawn",     "desert",
    "diamond", "dinner",  "dollar",  "dragon",  "drawer",   "drizzle", "eagle",    "earth",
    "echo",    "elbow",   "ember",   "engine",  "evening",  "falcon",  "feather",  "fern",
    "field",   "flame",   "flint",   "flower",  "forest",   "fossil",  "fountain", "frost",
    "galaxy",  "garden",  "garlic",  "ginger",  "glacier",  "glove",   "grain",    "granite",
    "grape",   "gravel",  "grove",   "hammer",  "harbor",   "harvest", "hazel",    "helmet",
    "hollow",  "honey",   "horizon", "hunter",  "iron",     "island",  "ivory",    "jacket",
    "jasmine", "jewel",   "jungle",  "kettle",  "kitten",   "ladder",  "lagoon",   "lantern",
    "laurel",  "lemon",   "lentil",  "letter",  "lily",     "linen",   "lion",     "lizard",
    "locket",  "lotus",   "magnet",  "maple",   "marble",   "market",  "meadow",   "melon",
    "mirror",  "mitten",  "morning", "moss",    "mountain", "needle",  "nickel",   "night",
    "north",   "nutmeg",  "oak",     "oasis",   "ocean",    "olive",   "onion",    "orange",
    "orchard", "orchid",  "otter",   "oyster",  "paddle",   "palace",  "panda",    "paper",
    "parrot",  "pebble",  "pencil",  "pepper",  "petal",    "pillow",  "pilot",    "pine",
    "planet",  "plaza",   "plum",    "pocket",  "pond",     "poppy",   "powder",   "prairie",
    "puzzle",  "quarry",  "quartz",  "quill",   "rabbit",   "radar",   "radish",   "raven",
    "ribbon",  "river",   "robin",   "rocket",  "rope",     "rose",    "ruby",     "saddle",
    "saffron", "sail",    "salmon",  "sand",    "sapphire", "saturn",  "scarlet",  "school",
    "shadow",  "shell",   "shore",   "signal",  "silver",   "sister",  "sketch",   "slate",
    "smoke",   "snow",    "socket",  "south",   "spark",    "spice",   "spider",   "spring",
    "spruce",  "stable",  "star",    "stone",   "storm",    "stream",  "summer",   "sunset",
    "table",   "tailor",  "temple",  "thistle", "thunder",  "ticket",  "tiger",    "timber",
    "tomato",  "tower",   "trail",   "tulip",   "tunnel",   "turtle",  "valley",   "vanilla",
    "velvet",  "violet",  "violin",  "wagon",   "walnut",   "water",   "wheat",    "whistle",
    "willow",  "window",  "winter",  "wolf",    "wonder",   "yellow",  "zebra",    "zinc"};

constexpr std::string_view kFirstNames[] = {
    "Ada",    "Aisha",  "Akira",   "Alan",     "Alba",  "Alice",  "Amara",   "Amir",   "Ana",
    "Anders", "Andrea", "Anna",    "Anton",    "Aria",  "Arjun",  "Astrid",  "Bao",    "Beatriz",
    "Ben",    "Bianca", "Boris",   "Bruno",    "Carla", "Carlos", "Cecilia", "Chen",   "Chloe",
    "Clara",  "Dana",   "Daniel",  "David",    "Diego", "Dina",   "Elena",   "Eli",    "Elif",
    "Emil",   "Emma",   "Erik",    "Esther",   "Eva",   "Farid",  "Fatima",  "Felix",  "Finn",
    "Fiona",  "Freya",  "Gabriel", "Grace",    "Greta", "Hana",   "Hannah",  "Hassan", "Helen",
    "Henri",  "Hugo",   "Ida",     "Igor",     "Ines",  "Ingrid", "Isaac",   "Isla",   "Ivan",
    "Jack",   "Jan",    "Jana",    "Javier",   "Jin",   "Joanna", "John",    "Jonas",  "José",
    "Julia",  "Kai",    "Karim",   "Karin",    "Kenji", "Kira",   "Lars",    "Laura",  "Layla",
    "Lea",    "Leo",    "Lena",    "Liam",     "Lin",   "Linh",   "Lucas",   "Lucía",  "Luis",
    "Maja",   "Malik",  "Marco",   "Maria",    "Marie", "Mateo",  "Max",     "Maya",   "Mei",
    "Mia",    "Mila",   "Mina",    "Mohammed", "Nadia", "Nina",   "Noah",    "Nora",   "Olaf",
    "Oleg",   "Olga",   "Oliver",  "Omar",     "Otto",  "Pablo",  "Paul",    "Paula",  "Petra",
    "Priya",  "Rafael", "Ravi",    "Rosa",     "Ruth",  "Sam",    "Samira",  "Sara",   "Sofia",
    "Søren",  "Tara",   "Theo",    "Thomas",   "Tomás", "Uma",    "Vera",    "Victor", "Wei",
    "Yara",   "Yuki",   "Yusuf",   "Zoë",      "Zofia"};

constexpr std::string_view kLastNames[] = {
    "Abdullah",  "Adams",     "Ahmed",     "Almeida",  "Álvarez",   "Andersen",  "Baker",
    "Bauer",     "Becker",    "Bergström", "Bianchi",  "Brown",     "Castro",    "Chen",
    "Clark",     "Cohen",     "Costa",     "Cruz",     "Dahl",      "Das",       "Davis",
    "Diaz",      "Dubois",    "Dupont",    "Eriksen",  "Evans",     "Fernández", "Fischer",
    "Fontaine",  "Fox",       "Garcia",    "Ghosh",    "González",  "Green",     "Gupta",
    "Haas",      "Hall",      "Hansen",    "Hassan",   "Hernández", "Hoffmann",  "Huang",
    "Hughes",    "Ibrahim",   "Ito",       "Ivanov",   "Jackson",   "Janssen",   "Jensen",
    "Johansson", "Jones",     "Kaya",      "Keller",   "Khan",      "Kim",       "King",
    "Klein",     "Kovács",    "Kowalski",  "Kumar",    "Lambert",   "Larsen",    "Lee",
    "Lehmann",   "Leroy",     "Lewis",     "Li",       "Lopez",     "Martin",    "Martínez",
    "Mehta",     "Meyer",     "Miller",    "Moore",    "Moreau",    "Morales",   "Müller",
    "Murphy",    "Nakamura",  "Nguyen",    "Nielsen",  "Novak",     "O'Brien",   "O'Hara",
    "Okafor",    "Olsen",     "Ortiz",     "Park",     "Patel",     "Pereira",   "Petrov",
    "Phillips",  "Popescu",   "Quinn",     "Rahman",   "Ramos",     "Reyes",     "Ricci",
    "Rivera",    "Roberts",   "Romero",    "Rossi",    "Russo",     "Ryan",      "Saito",
    "Sanchez",   "Santos",    "Sato",      "Schmidt",  "Schneider", "Schulz",    "Silva",
    "Singh",     "Smith",     "Sokolov",   "Suzuki",   "Svensson",  "Takahashi", "Tanaka",
    "Taylor",    "Thomas",    "Torres",    "Tran",     "Turner",    "Vargas",    "Vasquez",
    "Vogel",     "Wagner",    "Walker",    "Wang",     "Weber",     "White",     "Williams",
    "Wilson",    "Wong",      "Wright",    "Yamamoto", "Yang",      "Yılmaz",    "Young",
    "Zhang",     "Zimmermann"};

}  // namespace

std::span<const std::string_view> Words() { return kWords; }
std::span<const std::string_view> FirstNames() { return kFirstNames; }
std::span<const std::string_view> LastNames() { return kLastNames; }

}  // namespace etl::generate
