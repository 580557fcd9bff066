import { Seed } from './seed.js';

const seed = new Seed('apikhqr');

/** APIKHQR's samples: make a code, wait for its payment. */
export const programs = {
  python: seed.cut('import requests, time', 'print("Status:"'),
  node: seed.cut('const API_KEY = "sk_live', 'console.log("Status:"'),
  php: seed.cut('<?php', 'echo "Status:'),
};

/** The short ones of each call; the lines between them are what a reader would write. */
export const calls = {
  python: [
    'import requests',
    seed.cut('resp = requests.post(', 'print(data["md5"])'),
    'md5 = data["md5"]',
    seed.cut('data = requests.get(', 'print(data["status"])'),
  ],
  node: [
    '{',
    seed.cut('const res = await fetch("', 'document.getElementById'),
    'globalThis.md5 = md5; } {',
    seed.cut('const res = await fetch(`', 'const { status }'),
    'console.log(status); }',
  ],
  php: [
    '<?php',
    seed.cut('$ch = curl_init("', '$data = json_decode('),
    "$md5 = $data['md5'];",
    seed.cut('$data = json_decode(file_get_contents(', "// $data['status']"),
    "echo $data['status'];",
  ],
};
