from . import kam_position_end
