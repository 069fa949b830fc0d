import os


def seeds(few):
    """Return what a random test starts from, one after the other.

    :param int few: how many, unless ``KAM_SEEDS`` in the environment says how many
    :return: a range of numbers
    """
    return range(int(os.environ.get("KAM_SEEDS") or few))
