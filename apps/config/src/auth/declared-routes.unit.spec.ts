import { Controller, Get, Post, type Type } from '@nestjs/common';
import { everyRouteDeclared, UndeclaredRoute } from './declared-routes.ts';
import { Needs, Public } from './needs.ts';

@Controller('api/syncs')
class Declared {
  @Needs('viewer')
  @Get(':id/history')
  history() {}

  @Needs('admin', { of: 'installation' })
  @Post()
  all() {}

  @Public()
  @Get('about')
  about() {}

  notARoute() {}
}

@Needs('viewer')
@Controller('api/projects')
class DeclaredAsAWhole {
  @Get(':project/counts')
  counts() {}
}

@Controller('api/things')
class Forgotten {
  @Get()
  list() {}
}

@Controller('api/things')
class NoProject {
  @Needs('viewer')
  @Get(':id')
  list() {}
}

describe('the declaration of what a route needs', () => {
  it('is found on the route or on its controller', () => {
    expect(() => everyRouteDeclared([Declared, DeclaredAsAWhole])).not.toThrow();
  });

  it.each<[string, Type]>([
    ['says neither', Forgotten],
    ['has neither :project nor syncs/:id', NoProject],
  ])('is refused where it %s', (why, controller) => {
    expect(() => everyRouteDeclared([controller])).toThrow(UndeclaredRoute);
    expect(() => everyRouteDeclared([controller])).toThrow(why);
  });
});
