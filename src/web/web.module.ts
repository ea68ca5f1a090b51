import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HomeController } from './pages/home/home.controller.js';

/** What belongs to no feature: health, the start page. */
@Module({ controllers: [HealthController, HomeController] })
export class WebModule {}
