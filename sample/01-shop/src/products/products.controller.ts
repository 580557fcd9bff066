import { Controller, Get, Param } from '@nestjs/common';
import { Settings } from '../settings.js';
import { productPage } from './product.view.js';
import { ProductsService } from './products.service.js';
import { productsPage } from './products.view.js';
import { StockService } from './stock.service.js';

@Controller()
export class ProductsController {
  constructor(
    private readonly products: ProductsService,
    private readonly stock: StockService,
    private readonly settings: Settings,
  ) {}

  @Get()
  async list(): Promise<string> {
    const stock = await this.stock.all();
    return productsPage(
      this.products.all().map((product) => ({ product, left: stock.get(product.id) ?? 0 })),
    );
  }

  @Get('products/:id')
  async show(@Param('id') id: string): Promise<string> {
    const product = this.products.get(id);
    return productPage(product, await this.stock.available(id), this.settings.currencies);
  }
}
