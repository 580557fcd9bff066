import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Controller, Get, Header } from '@nestjs/common';

const folder = path.join(import.meta.dirname, '../../public');
const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

/** The shop's style, script and icon: three files by name, so that no path of a request reaches the disk. */
@Controller('assets')
export class AssetsController {
  private readonly style = read('shop.css');
  private readonly script = read('checkout.js');
  private readonly icon = read('icon.svg');

  @Get('shop.css')
  @Header('content-type', 'text/css; charset=utf-8')
  css(): string {
    return this.style;
  }

  @Get('checkout.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  js(): string {
    return this.script;
  }

  @Get('icon.svg')
  @Header('content-type', 'image/svg+xml')
  svg(): string {
    return this.icon;
  }
}
