import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Controller, Get, Header } from '@nestjs/common';

const folder = path.join(import.meta.dirname, '../../public');
const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
const STYLES = ['base.css', 'frame.css', 'parts.css', 'shop.css', 'order.css', 'admin.css'];
/** Asked again after a new version has been started. */
const CACHED = 'public, max-age=300';

/** Style, script and icon: files by name, so that no path of a request reaches the disk. */
@Controller('assets')
export class AssetsController {
  private readonly style = STYLES.map(read).join('\n');
  private readonly script = read('order.js');
  private readonly icon = read('icon.svg');

  @Get('shop.css')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', CACHED)
  css(): string {
    return this.style;
  }

  @Get('order.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', CACHED)
  js(): string {
    return this.script;
  }

  @Get('icon.svg')
  @Header('content-type', 'image/svg+xml')
  @Header('cache-control', CACHED)
  svg(): string {
    return this.icon;
  }
}
