import type { Product } from './product.js';

/** What the shop sells, and for how much. Prices live here and nowhere else: a browser never names one. */
export const CATALOGUE: readonly Product[] = [
  {
    id: 'kampot-pepper',
    name: 'Kampot black pepper',
    khmerName: 'ម្រេចខ្មៅកំពត',
    unit: '100 g jar',
    price: { USD: 650, KHR: 26_500 },
    from: 'Kampot',
    story:
      'Picked by hand as the berries turn, then dried for three days in the sun. Warm first, hot later, with a little eucalyptus at the end.',
    art: 'pepper',
    stock: 24,
  },
  {
    id: 'mondulkiri-coffee',
    name: 'Mondulkiri coffee',
    khmerName: 'កាហ្វេមណ្ឌលគិរី',
    unit: '250 g, whole bean',
    price: { USD: 800, KHR: 32_500 },
    from: 'Mondulkiri',
    story:
      'Robusta from red hills at 700 metres, roasted medium on Mondays. Dark chocolate in the cup, and enough body for condensed milk.',
    art: 'coffee',
    stock: 18,
  },
  {
    id: 'palm-sugar',
    name: 'Palm sugar',
    khmerName: 'ស្ករត្នោត',
    unit: '500 g block',
    price: { USD: 420, KHR: 17_000 },
    from: 'Kampong Speu',
    story:
      'Boiled down over wood from the flower sap of the sugar palm. Tastes of caramel and smoke; grate it into anything that needs rounding.',
    art: 'sugar',
    stock: 30,
  },
  {
    id: 'flower-of-salt',
    name: 'Flower of salt',
    khmerName: 'ផ្កាអំបិល',
    unit: '200 g pouch',
    price: { USD: 500, KHR: 20_500 },
    from: 'Kampot',
    story:
      'The first crystals on the ponds, skimmed in the dry season before the wind comes up. For the last second before serving.',
    art: 'salt',
    stock: 12,
  },
  {
    id: 'krama',
    name: 'Cotton krama',
    khmerName: 'ក្រមាអំបោះ',
    unit: '160 × 70 cm',
    price: { USD: 1200, KHR: 49_000 },
    from: 'Koh Dach',
    story:
      'Woven on the silk island across from Phnom Penh. A scarf, a towel, a picnic blanket, a hammock for the very small.',
    art: 'krama',
    stock: 8,
  },
  {
    id: 'jasmine-rice',
    name: 'Jasmine rice',
    khmerName: 'អង្ករផ្ការំដួល',
    unit: '2 kg bag',
    price: { USD: 380, KHR: 15_500 },
    from: 'Battambang',
    story:
      'Phka Rumduol of this year’s harvest, milled in small lots so that it still smells of the field when the lid comes off.',
    art: 'rice',
    stock: 40,
  },
];
