from . import kam_invitation
