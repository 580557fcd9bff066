import { Injectable, NotFoundException } from '@nestjs/common';
import { CATALOGUE } from './catalogue.js';
import type { Product } from './product.js';

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
