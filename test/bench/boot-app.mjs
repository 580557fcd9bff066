// One process of boot.bench.mjs: prints milliseconds from after Nest is loaded.
import 'reflect-metadata';
import { performance } from 'node:perf_hooks';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import '@nestjs/platform-express';
import 'rxjs';

const [what, name] = process.argv.slice(2);
const began = performance.now();
if (what === 'import') {
  await import(name);
  console.log(performance.now() - began);
} else {
  const imports = [ScheduleModule.forRoot(), EventEmitterModule.forRoot()];
  if (what === 'khqr') {
    const { KhqrModule } = await import('nestjs-khqr');
    imports.push(KhqrModule.forRoot({ provider: 'apikhqr', apiKey: 'sk_live_bench' }));
  }
  class App {}
  Module({ imports })(App);
  const app = await NestFactory.create(App, { logger: false });
  await app.init();
  console.log(performance.now() - began);
  await app.close();
}
