import { Controller, Get, Render } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AllowsAnyone } from '../../../access/index.js';

@ApiExcludeController()
@AllowsAnyone()
@Controller()
export class HomeController {
  @Get()
  @Render('web/pages/home/home.njk')
  home(): object {
    return {};
  }
}
