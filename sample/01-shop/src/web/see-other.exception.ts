import { HttpException, HttpStatus } from '@nestjs/common';

/** Thrown where a page has to be another one. */
export class SeeOther extends HttpException {
  constructor(readonly url: string) {
    super('See other', HttpStatus.SEE_OTHER);
  }
}
