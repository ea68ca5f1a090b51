import { Global, Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { RateLimits } from './rate-limits.js';
import { ReadAboutController } from './pages/read-about/read-about.controller.js';
import { HomeController } from './pages/home/home.controller.js';

/** What belongs to no feature: health, the start page. */
@Global()
@Module({
  controllers: [HealthController, HomeController, ReadAboutController],
  providers: [RateLimits],
  exports: [RateLimits],
})
export class WebModule {}
