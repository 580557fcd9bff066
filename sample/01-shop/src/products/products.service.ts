import { Injectable, NotFoundException } from '@nestjs/common';
import type { Product } from './product.js';

const usd = (minor: number) => ({ minor, currency: 'USD' }) as const;

const CATALOGUE: readonly Product[] = [
  {
    id: 'kampot-pepper',
    name: 'Kampot black pepper',
    unit: '100 g jar',
    price: usd(650),
    from: 'Kampot',
    story:
      'Picked by hand as the berries turn, then dried for three days in the sun. Warm first, hot later, with a little eucalyptus at the end.',
    art: 'pepper',
  },
  {
    id: 'mondulkiri-coffee',
    name: 'Mondulkiri coffee',
    unit: '250 g, whole bean',
    price: usd(800),
    from: 'Mondulkiri',
    story:
      'Robusta from red hills at 700 metres, roasted medium on Mondays. Dark chocolate in the cup, and enough body for condensed milk.',
    art: 'coffee',
  },
  {
    id: 'palm-sugar',
    name: 'Palm sugar',
    unit: '500 g block',
    price: usd(420),
    from: 'Kampong Speu',
    story:
      'Boiled down over wood from the flower sap of the sugar palm. Tastes of caramel and smoke; grate it into anything that needs rounding.',
    art: 'sugar',
  },
  {
    id: 'flower-of-salt',
    name: 'Flower of salt',
    unit: '200 g pouch',
    price: usd(500),
    from: 'Kampot',
    story:
      'The first crystals on the ponds, skimmed in the dry season before the wind comes up. For the last second before serving.',
    art: 'salt',
  },
  {
    id: 'krama',
    name: 'Cotton krama',
    unit: '160 × 70 cm',
    price: usd(1200),
    from: 'Koh Dach',
    story:
      'Woven on the silk island across from Phnom Penh. A scarf, a towel, a picnic blanket, a hammock for the very small.',
    art: 'krama',
  },
  {
    id: 'jasmine-rice',
    name: 'Jasmine rice',
    unit: '2 kg bag',
    price: usd(380),
    from: 'Battambang',
    story:
      'Phka Rumduol of this year’s harvest, milled in small lots so that it still smells of the field when the lid comes off.',
    art: 'rice',
  },
];

/** What the shop sells, and for how much. Prices live here and nowhere else: a browser never names one. */
@Injectable()
export class ProductsService {
  all(): readonly Product[] {
    return CATALOGUE;
  }

  get(id: string): Product {
    const product = CATALOGUE.find((candidate) => candidate.id === id);
    if (product) return product;
    throw new NotFoundException('The shop has no such product.');
  }
}
