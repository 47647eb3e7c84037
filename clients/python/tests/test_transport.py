"""The token goes to the portal's own addresses and nowhere else, also where a server sends the client on."""

import pytest

from airshower import errors

EVENTS = "data/obs_1.fits.gz"


def test_follows_the_portal_to_its_files_with_the_token(portal, stage, assert_whole):
    portal.faults[EVENTS] = [("redirect", f"{portal.url}/files/{EVENTS}")]
    stage()
    assert_whole()


def test_leaves_the_token_at_home_when_sent_elsewhere(portal, stage):
    """The other place asks for a token, as the portal does, and gets none: were it sent, the file would come."""
    from fake_portal import FakePortal

    with FakePortal(portal.files) as elsewhere:
        elsewhere.token = "staging-token-2"
        portal.faults[EVENTS] = [("redirect", f"{elsewhere.url}/files/{EVENTS}", "always")]
        with pytest.raises(errors.TokenEnded):
            stage()
        assert elsewhere.requests[EVENTS] > 0


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_follows_to_web_addresses_only(portal, stage, target):
    portal.faults[EVENTS] = [("redirect", target, "always")]
    with pytest.raises(errors.FileUnavailable):
        stage()


def test_a_circle_of_redirects_ends(portal, stage):
    portal.faults[EVENTS] = [("redirect", f"{portal.url}/files/{EVENTS}", "always")]
    with pytest.raises(errors.FileUnavailable):
        stage()
