import { Controller, Get, Param } from '@nestjs/common';
import { productPage, productsPage } from './products.view.js';
import { ProductsService } from './products.service.js';
import { StockService } from './stock.service.js';

@Controller()
export class ProductsController {
  constructor(
    private readonly products: ProductsService,
    private readonly stock: StockService,
  ) {}

  @Get()
  list(): string {
    const shelf = this.products.all().map((product) => ({
      product,
      left: this.stock.available(product.id),
    }));
    return productsPage(shelf);
  }

  @Get('products/:id')
  show(@Param('id') id: string): string {
    const product = this.products.get(id);
    return productPage({ product, left: this.stock.available(id) });
  }
}
