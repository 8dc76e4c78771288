"""Mention -> case: is this an event we already know?"""
